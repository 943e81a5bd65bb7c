"""The colours of the house style, for figures and for the page in the browser. Nothing here draws."""

BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#777777"
"""Art. 286-1, Art. 287-2, and what is neither."""
COLOURS = {"286-1": BLUE, "287-2": ORANGE, "other": GREY}
"""By offence."""
ALIVE = "#009E73"
"""A state in which 286-1 is applied."""
DEAD = "#4D4D4D"
"""A state in which 286-1 is not applied."""
WINE, OLIVE = "#882255", "#999933"
"""Two sides of anything but offences and states: more and less, high and low end, total and first order."""
PALE = "#BBBBBB"
"""Differences that the runs do not show: the interval covers zero."""
SHADES = "Purples"
"""Map of colours for shares of anything but offences."""
SERIES = ("#332288", "#AA4499", "#44AA99", "#DDAA33", "#882255", "#117733", "#88CCEE", "#661100")
"""Scenarios of a figure, by their order; lines and marks tell them apart too."""
