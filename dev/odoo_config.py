"""The configuration file of Odoo. Standard library only."""

from .settings import CONFIG, DATA_DIR, ROOT, addons_path
from .shell import write_if_changed

TEMPLATE = """[options]
addons_path = {addons}
data_dir = {data}
db_host = {host}
db_port = {port}
db_user = {user}
db_password = {password}
db_maxconn = 64
http_interface = 127.0.0.1
http_port = 8069
list_db = False
without_demo = True
max_cron_threads = 0
limit_time_real = 1200
limit_time_cpu = 1200
limit_time_real_cron = 600
limit_memory_hard = 0
limit_memory_soft = 0
"""


def ensure_config(server, path=CONFIG, own=ROOT):
    """Write the file for this database server, with our addons in ``own``."""
    DATA_DIR.mkdir(exist_ok=True)
    text = TEMPLATE.format(
        addons=",".join(map(str, addons_path(own))),
        data=DATA_DIR,
        host=server.host,
        port=server.port,
        user=server.user,
        password=server.password,
    )
    write_if_changed(path, text, mode=0o600)
