"""Find the question an article closes with, and lift it out of the body: pure, deterministic, in linear time.

A closing prompt is what the last section of an article, or what only trailing matter follows, puts to its readers: a
question for an answer of their own (an opinion, an experience, a choice), or an invitation to comment, answer or ask,
in the comments or nowhere in particular. Trailing matter is the author's bio, related links, credits, promotion, a
sign-off, a FAQ, the comment form. No prompt are rhetorical questions, lead-ins to a link, what a FAQ, an interview, a
quotation or an exercise asks, and invitations to answer anywhere but here.

>>> prompt = extract_prompt("<p>The path is open again. Have you walked it yet? Tell us in the comments!</p>")
>>> prompt.question, prompt.call_to_action
('Have you walked it yet?', 'Tell us in the comments!')
"""

from engagement.prompts.extraction import extract_prompt
from engagement.prompts.layout import Format
from engagement.prompts.removal import find_end, remove_prompt
from engagement.prompts.results import ClosingPrompt, Position, PromptSentence, Role

__all__ = [
    "ClosingPrompt",
    "Format",
    "Position",
    "PromptSentence",
    "Role",
    "extract_prompt",
    "find_end",
    "remove_prompt",
]
