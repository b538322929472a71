"""The website: static files, made of what was read, built and released; each room gives paths below the site with their bytes.

``site.Site`` is all that the rooms know. ``whole.files_of`` calls one after the other, and ``rendering.Renderer`` fills the
templates in ``themes/isacs/site``. Nothing here reads sources, and no page asks for anything outside of the site.
"""
