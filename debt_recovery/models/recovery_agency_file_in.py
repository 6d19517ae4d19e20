import logging

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.agency_fields import Problem
from ..tools.agency_status import shown
from .recovery_job_mixin import BUSY

_logger = logging.getLogger(__name__)

MOST = 500  # problems kept of one file


class RecoveryAgencyFile(models.Model):
    """What comes from an agency: looked at as a whole, then done as a whole.

    Nothing of a file is done while one of its rows is wrong. What it holds never
    raises: every problem is a row with line, column, value and reason.
    """

    _inherit = "recovery.agency.file"

    is_inbound_work = fields.Boolean(
        compute="_compute_is_inbound_work", export_string_translation=False
    )
    problem_count = fields.Integer("Problems found", readonly=True)
    forecast = fields.Text("What happens when it is booked", readonly=True)
    booked_by_id = fields.Many2one("res.users", "Taken over by", readonly=True)
    booked_at = fields.Datetime("Taken over at", readonly=True)

    @api.depends("direction", "state")
    def _compute_is_inbound_work(self):
        for one in self:
            waits = one.state in ("received", "refused", "checked")
            one.is_inbound_work = one.direction == "in" and waits

    # --- doors ------------------------------------

    def action_check(self):
        self._check_agent()
        self._check()

    def action_apply(self):
        """Book what was checked; who comes second finds it done."""
        self._check_agent()
        self._apply()

    def _check_agent(self):
        self.check_access("write")
        if not self.env.company._recovery_may("agent"):
            raise AccessError(self.env._("An agent takes agencies' files in."))

    def _check(self):
        """Look at each file: ``refused`` with its problems, or ``checked``.

        Looks again at a file that was checked or refused; leaves booked ones alone.
        """
        for one in self:
            file = one._alone()
            if file.state in ("received", "refused", "checked"):
                file._judge()

    def _apply(self):
        """Do what each checked file says, all of it or nothing, and once.

        A file that is no longer right (another was booked meanwhile) becomes refused.
        """
        for one in self:
            file = one._alone()
            if file.state == "booked":
                continue
            if file.state != "checked":
                raise UserError(
                    self.env._(
                        "%(name)s is not checked: there is nothing to book.",
                        name=file.name,
                    )
                )
            rows = file._judge()
            if rows is not None:
                file._do(rows)

    # --- one file ------------------------------------

    def _alone(self):
        """Return the file, locked and read anew, in its company and its language.

        The row is written, not only locked: under REPEATABLE READ an older snapshot
        then fails and is tried again.
        """
        self.ensure_one()
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE recovery_agency_file SET write_date = write_date WHERE id = %s",
                self.id,
            )
        )
        self.invalidate_recordset()
        company = self.sudo().company_id
        user = self.env.user
        if user == self.env.ref("base.user_root"):
            user = company.recovery_user_id
        lang = user.lang or company.partner_id.lang or self.env.lang
        return self.with_company(company).with_context(lang=lang)

    def _judge(self):
        """Check the file and say so on it; return its rows, None when refused."""
        found, failure = self._guarded(self._look)
        rows, problems, forecast = found or ([], [], [])
        if failure is not None:
            problems = [Problem(0, "", "", "unreadable")]
        self._keep(problems, failure)
        self._settle_state(
            "refused" if problems else "checked",
            row_count=len(rows),
            problem_count=len(problems),
            forecast="\n".join(forecast),
        )
        return None if problems else rows

    def _settle_state(self, target, **values):
        if not self._move_to(target, **values):
            self.sudo().write(values)

    def _guarded(self, work, *args):
        """Return ``(what work returns, None)``, else ``(None, its sentence or "")``.

        What somebody outside sent must neither stop the rest nor show our inside: only
        a ``UserError`` has words for a user, all else is logged.
        """
        try:
            with self.env.cr.savepoint():
                return work(*args), None
        except BUSY:
            raise  # tried again from the start
        except UniqueViolation:  # it waited for another file, that has the same
            return None, self.env._(
                "Another file with the same was booked meanwhile: check this one again."
            )
        except UserError as error:
            _logger.info("File %s: %s", self.id, error)
            return None, str(error)
        except Exception:
            _logger.exception("File %s of agency %s", self.id, self.agency_id.id)
            return None, ""

    def _look(self):
        """Return ``(rows, problems, forecast)``; writes nothing."""
        rows, problems = self._rows()
        if not (rows or problems):
            problems = [Problem(0, "", "", "no_rows")]
        if problems:
            return rows, problems, []
        inbound = self._inbound()
        problems = inbound._check(self, rows)
        forecast = [] if problems else inbound._forecast(self, rows)
        return rows, problems, forecast

    def _do(self, rows):
        """Book the rows in one savepoint; a failure leaves nothing but its sentence."""
        _done, failure = self._guarded(self._inbound()._apply, self, rows)
        if failure is None:
            now = fields.Datetime.now()
            self._move_to("booked", booked_by_id=self.env.uid, booked_at=now)
        else:
            self._keep([Problem(0, "", "", "not_booked")], failure)
            self._move_to("refused", problem_count=1, forecast=False)

    # --- its parts ------------------------------------

    def _inbound(self):
        return self.env["recovery.agency.inbound"]._for(self.purpose)

    def _opened(self, body=None):
        """Return ``(name, data, documents, problems)`` of the package."""
        file = self.sudo()
        body = file._content() if body is None else body
        return file.agency_id._open_package(file.name, body)

    def _rows(self, body=None):
        """Return ``(rows, problems)`` as the agency's format reads them.

        :param body: the bytes, where they are not kept yet
        """
        _name, body, _documents, problems = self._opened(body)
        if problems:
            return [], problems
        agency = self.sudo().agency_id
        layout = agency._layout(self.purpose)
        return agency._format(self.purpose)._read(body, layout, self.purpose)

    def _documents(self):
        """Return ``{name: bytes}`` of what came with the data in one package."""
        return dict(self._opened()[2])

    def _column(self, name):
        """Return how the file calls a neutral field."""
        layout = self.sudo().agency_id._layout(self.purpose)
        columns = layout.column_ids.filtered(lambda one: one.field == name)
        return columns[:1].heading or name

    def _keep(self, problems, said=None):
        """Replace the problems of the file by these, in words: ``said``, or theirs."""
        file = self.sudo()
        file.problem_ids.unlink()
        told = sorted(problems, key=lambda one: one.line)[:MOST]
        inbound = self._inbound()
        self.env["recovery.agency.problem"].sudo().create(
            [
                {
                    "file_id": self.id,
                    "line": one.line,
                    "column": shown(one.column),
                    "value": shown(one.value),
                    "reason": shown(said or inbound._sentence(one), 400),
                }
                for one in told
            ]
        )
