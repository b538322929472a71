"""The only room that imports WeasyPrint and pikepdf: typesetting, finishing, binding. It never imports Sphinx."""
