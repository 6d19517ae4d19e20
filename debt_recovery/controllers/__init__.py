from . import sheet, statement
