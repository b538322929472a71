"""The preview for editors: the website made again on every save, and served to this machine, with its findings in the pages.

``watching`` tells what was saved, ``preview`` makes the website of it, ``whereabouts`` says which clause each finding concerns,
``board`` keeps what is to be told, ``server`` gives pages, findings and events to the browser.
"""
