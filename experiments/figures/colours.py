"""The colours of the house style, for figures and for the page in the browser. Nothing here draws."""

BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#777777"
"""Art. 286-1, Art. 287-2, and what is neither."""
COLOURS = {"286-1": BLUE, "287-2": ORANGE, "other": GREY}
"""By offence."""
OFFENCE_COLOURS = {
    "286-1": BLUE, "287-2": ORANGE, "285-3": GREY, "225": "#AA9944", "266": "#CC6677", "303-2": "#661100",
    "363-1": "#AA4499", "287-1": "#DDAA77", "312": "#44AA99", "253-1": "#332288",
}  # fmt: skip
"""By offence, where the rivals are told apart."""
ALIVE = "#009E73"
"""A state in which 286-1 is applied."""
DEAD = "#4D4D4D"
"""A state in which 286-1 is not applied."""
WINE, OLIVE = "#882255", "#999933"
"""Two sides of what is no offence and no state: more and less, high and low end, total and first order."""
PALE = "#BBBBBB"
"""What the runs do not show: its interval covers zero."""
MARK = "#EE3377"
"""The command's own point, on a map and among points."""
SHADES = "Purples"
"""Shares of what is no offence, as a map of colours."""
