"""Sphinx configuration: plain ``sphinx-build -b html source build/sphinx -c .`` works as any author expects."""

project = "Standards"
extensions = ["isacs_publish.sphinxext"]
language = "en"
gettext_compact = False  # a catalogue of messages for each source
exclude_patterns = ["register", "locale", "volumes"]
html_theme = "isacs"
html_theme_path = ["themes"]
html_title = "Standards"
html_copy_source = False
html_show_sourcelink = False
html_use_index = False
smartquotes = True
