"""HTTP Basic credentials, checked against the users table."""

from credential_memory import CredentialCache
from django.contrib.auth.hashers import check_password
from rest_framework.authentication import BasicAuthentication
from rest_framework.exceptions import AuthenticationFailed

from board_api.models import User

memory = CredentialCache()


class RememberingBasicAuthentication(BasicAuthentication):
    """Hashes a password that is not remembered."""

    def authenticate_credentials(self, userid, password, request=None):
        """Return the user, and no further authentication details."""
        try:
            user = User.objects.get(username=userid)
        except User.DoesNotExist:
            raise AuthenticationFailed from None
        stored = user.password_hash
        if not memory.knows(user.username, stored, password):
            if not check_password(password, "argon2" + stored):  # as Django would have stored it
                raise AuthenticationFailed
            memory.remember(user.username, stored, password)
        return user, None
