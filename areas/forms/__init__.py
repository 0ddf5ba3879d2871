"""The forms of an expression. They turn input into clean values and write nothing.

In a draft nothing but the area's name is demanded: what is missing is said by `completeness`, and refused is only what
is wrong.
"""
