"""Measure how well closing prompts are found in labelled articles, and by how much on those not looked at before."""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from engagement.prompts import extract_prompt

DEFAULT = Path(__file__).parents[2].parent / "shared" / "prompts"
DEVELOPED_ON = 0.6


def main():
    """Write predictions for a part of the articles and let the articles' own score.py judge them."""
    arguments = parse_arguments()
    gold = [json.loads(line) for line in (arguments.articles / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    chosen = choose(gold, arguments.part)
    with tempfile.TemporaryDirectory() as folder:
        labels, predictions = Path(folder, "gold.jsonl"), Path(folder, "predictions.jsonl")
        write(labels, chosen)
        write(predictions, [predict(arguments.articles, label) for label in chosen])
        if arguments.predictions:
            arguments.predictions.write_bytes(predictions.read_bytes())
        print(f"{arguments.part}: {len(chosen)} of {len(gold)} articles", flush=True)
        command = [sys.executable, str(arguments.articles / "score.py"), str(predictions), "--gold", str(labels)]
        subprocess.run([*command, "--errors"] if arguments.errors else command, check=True)


def parse_arguments():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "articles", nargs="?", type=Path, default=DEFAULT, help="folder with articles/, gold.jsonl, score.py"
    )
    part = parser.add_mutually_exclusive_group()
    part.add_argument(
        "--developed-on", dest="part", action="store_const", const="developed on", help="the first part only"
    )
    part.add_argument("--held-back", dest="part", action="store_const", const="held back", help="the other part only")
    parser.add_argument(
        "--errors", action="store_true", help="list the articles that are wrong; not for those held back"
    )
    parser.add_argument("--predictions", type=Path, help="where to write the predictions to")
    parser.set_defaults(part="all")
    arguments = parser.parse_args()
    if arguments.errors and arguments.part != "developed on":
        parser.error("--errors would show the articles held back: use it with --developed-on.")
    return arguments


def choose(gold, part):
    """Split the articles by their ids' hashes, the same way every time."""
    if part == "all":
        return gold
    shuffled = sorted(gold, key=lambda label: hashlib.sha256(label["id"].encode()).hexdigest())
    cut = round(DEVELOPED_ON * len(shuffled))
    return shuffled[:cut] if part == "developed on" else shuffled[cut:]


def predict(articles, label):
    """Extract one article's prompt."""
    prompt = extract_prompt((articles / "articles" / f"{label['id']}.html").read_text(encoding="utf-8"))
    return {"id": label["id"], "question": prompt.question, "call_to_action": prompt.call_to_action}


def write(path, rows):
    """Write one JSON object a line."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
