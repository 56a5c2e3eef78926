"""Schema to screens: the only package that knows Flask-Admin."""
