"""Charts for reports: data in, shapes in whole numbers out; ``charts.html`` prints them as SVG."""

from ecoreward.paper.charts.axis import Measure
from ecoreward.paper.charts.bars import Bar, Row, bars
from ecoreward.paper.charts.curve import Line, Point, curve
from ecoreward.paper.charts.histogram import histogram
from ecoreward.paper.charts.shapes import Drawing
from ecoreward.paper.charts.waterfall import waterfall

__all__ = [
    "Bar", "Drawing", "Line", "Measure", "Point", "Row", "bars", "curve", "histogram", "waterfall",
]  # fmt: skip
