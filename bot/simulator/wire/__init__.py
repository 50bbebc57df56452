"""How calls and answers look on the wire: bodies, parameters, objects, markup, refusals."""
