from . import sheet
from . import statement
