"""Procedures: what an actor does with a case file, once, for whoever holds it.

A procedure draws, decides by the equations of ``sim/decisions``, and writes down what came of it. It knows single
entities and plain numbers: the agents of the Mesa engine or the records of the compiled one, by the same attributes.
Who is visited when, and where state is kept, is for the engines.

Learnt state (familiarity, clarity, trust, risk, load) is read as it stood at the month's start; what is learnt is
booked and applied at the month's end, so the order of visiting changes nothing.
"""
