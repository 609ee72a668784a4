"""Single sign-on, pure: what a publisher's server signed goes in, who its reader is comes out."""

from engagement.sso.claims import Claims, TokenRefused
from engagement.sso.settings import SigningKey, SingleSignOn, read_single_sign_on

__all__ = ["Claims", "SigningKey", "SingleSignOn", "TokenRefused", "read_single_sign_on"]
