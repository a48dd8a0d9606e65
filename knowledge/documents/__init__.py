"""Documents of many formats, read as Markdown: in a process apart, within limits, and cleaned."""
