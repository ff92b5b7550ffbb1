"""What a WSGI server loads: ``granian --interface wsgi rawboard.wsgi:app``."""

from rawboard.app import create_app

app = create_app()
