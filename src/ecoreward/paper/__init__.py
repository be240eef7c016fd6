"""What is printed: HTML pages, the approval form, and the same as PDF.

Data in, text or bytes out: nothing is calculated here. The libraries it needs are optional, and
imported only by the function that needs them.
"""
