"""The live view: an engine that trains, a hub that knows who watches, a socket, and the page's own code.

``PROTOCOL.md`` beside this file says what they tell each other.
"""
