def letters():
    return {}
