from . import recovery_customer_mixin, recovery_workflow_mixin
from . import recovery_append_only_mixin, recovery_touch_mixin, recovery_setting_mixin
from . import recovery_columns_mixin, recovery_job_mixin, recovery_stage
from . import recovery_account, recovery_template, recovery_treatment
from . import recovery_treatment_fallback, recovery_treatment_text, recovery_policy
from . import recovery_policy_change, recovery_policy_version, recovery_segment
from . import recovery_assignment, recovery_hold, recovery_mark, recovery_run
from . import recovery_event, recovery_decision, recovery_reach, recovery_consent
from . import recovery_exposure, recovery_aged, recovery_sheet, recovery_aged_report
from . import recovery_aged_control, recovery_aged_paper, recovery_late_table
from . import recovery_late_paper, recovery_snapshot, recovery_evening
from . import recovery_snapshot_block, recovery_facts, recovery_case, recovery_case_life
from . import recovery_case_stage, recovery_case_contact, recovery_case_writer
from . import recovery_notice_writer, recovery_notice, recovery_notice_line
from . import recovery_notice_claim, recovery_notice_text, recovery_notice_send
from . import recovery_notice_batch, recovery_notice_judge, recovery_notice_result
from . import recovery_notice_receive, recovery_notice_fallback, recovery_notice_chatter
from . import recovery_notice_desk, recovery_notice_morning, recovery_case_desk
from . import recovery_case_trend, recovery_case_reply_desk
from . import recovery_notice_preview_desk, recovery_notice_today_desk, recovery_desk
from . import recovery_timeline_desk, recovery_policy_desk, recovery_template_desk
from . import recovery_control, recovery_debtors, recovery_start, recovery_start_ledger
from . import recovery_start_customers, recovery_start_sending, recovery_start_message
from . import recovery_start_doors, recovery_statement, recovery_statement_page
from . import recovery_statement_xlsx, recovery_balance, recovery_statement_desk
from . import recovery_notice_statement, recovery_figures, recovery_monday
from . import recovery_monday_numbers, recovery_absence, recovery_portfolio
from . import recovery_portfolio_assign, recovery_case_people, recovery_case_touch
from . import recovery_workload, recovery_mass_doors, recovery_outbox
from . import recovery_outbox_rescue, recovery_cycle_lock, recovery_cycle
from . import recovery_payment_runs, recovery_policy_simulation
from . import recovery_policy_page_desk, res_company, res_company_rivals
from . import res_company_hours, res_config_settings, res_partner, res_partner_start
from . import res_partner_preferences, ledger_marks, ledger_columns, ledger_net
from . import recovery_why_desk, recovery_invoice_desk, ledger_aged, ledger_match
from . import ledger_part_match, ir_actions_report, recovery_case_tiles_desk
from . import recovery_timeline_ledger, digest_digest, recovery_case_reply
from . import res_company_reply, res_company_channels, recovery_safety
from . import recovery_safety_doors, recovery_template_call, recovery_skill
from . import recovery_script, recovery_callback, recovery_callback_gate
from . import res_company_promises, recovery_call_seat, recovery_campaign
from . import recovery_call_outcome, recovery_call_queue, recovery_call_desk
from . import recovery_call_account_desk, recovery_call_timeline_desk
from . import res_config_settings_calls, recovery_webhook, res_company_sms
from . import recovery_notice_phone, recovery_template_lint, recovery_template_library
from . import recovery_social_proof, recovery_notice_tone, recovery_notice_channels
from . import recovery_treatment_letter, recovery_paper, recovery_notice_letter
from . import recovery_notice_post, recovery_print_batch, recovery_registered
from . import res_company_letters, recovery_link, recovery_link_visit, recovery_form
from . import recovery_link_page, recovery_link_documents, recovery_link_preferences
from . import recovery_link_renew, recovery_notice_link, recovery_notice_documents
from . import recovery_notice_unsubscribe, recovery_link_desk, res_company_links
from . import mail_thread, recovery_notice_bounce, recovery_reach_problem
from . import recovery_repair, recovery_notice_mend_desk, recovery_contactability
from . import recovery_whatsapp_text, recovery_notice_words, recovery_notice_voice
from . import recovery_case_ring, recovery_outbox_rate, recovery_template_notice
from . import recovery_notice_given, res_company_party, recovery_hold_freeze
from . import recovery_hold_secret, recovery_hold_desk, recovery_insolvency
from . import recovery_insolvency_claim, recovery_insolvency_cut
from . import recovery_insolvency_letter, recovery_insolvency_officer
from . import recovery_rule_reasons, recovery_rule_words, recovery_consent_event
from . import recovery_reach_consent, recovery_reach_marks, res_partner_reach
from . import recovery_case_reach_desk, recovery_answer_mixin, recovery_complaint
from . import recovery_complaint_life, recovery_complaint_answer
from . import recovery_complaint_desk, res_company_complaints, recovery_rule
from . import recovery_rule_parts, recovery_rule_row, recovery_rule_load
from . import recovery_rule_book, recovery_rule_figures, recovery_rule_desk
from . import recovery_reference_rate, recovery_personal, recovery_personal_roles
from . import recovery_personal_thread, recovery_personal_erase, recovery_personal_sweep
from . import recovery_personal_export, recovery_reach_erased, recovery_retention
from . import recovery_retention_purge, recovery_erasure, recovery_erasure_kept
from . import recovery_erasure_desk, recovery_template_mentions
from . import recovery_notice_statutory, recovery_notice_guard, recovery_notice_term
from . import recovery_limitation, recovery_limitation_event
from . import recovery_limitation_warning, recovery_limitation_desk
from . import res_company_limitation, recovery_debt_advice, recovery_gate_facts
from . import recovery_gate_people, recovery_gate_touches, recovery_gate
from . import recovery_notice_rules, recovery_gate_hand, recovery_reach_return
from . import recovery_rule_trial, recovery_rule_trial_desk, recovery_case_rules_desk
from . import recovery_decision_desk, recovery_notice_rules_desk
from . import recovery_insolvency_desk, recovery_insolvency_hold, recovery_dossier
from . import recovery_dossier_desk, recovery_arrangement, recovery_arrangement_guard
from . import recovery_arrangement_facts, recovery_arrangement_judge
from . import recovery_arrangement_tell, recovery_arrangement_agree, recovery_promise
from . import recovery_arrangement_desk, recovery_settlement, recovery_settlement_close
from . import recovery_settlement_desk, recovery_evidence_mixin, recovery_dispute
from . import recovery_receipt, recovery_plan_policy, recovery_plan_limits
from . import recovery_match_book, recovery_match, recovery_match_booking
from . import ledger_bank_line, res_company_matching, recovery_exposure_bank
from . import recovery_allocation, recovery_bank_fresh, recovery_match_desk
from . import recovery_mandate, recovery_debit, recovery_debit_judge
from . import recovery_debit_charge, recovery_debit_result, recovery_instalment_notice
from . import recovery_instalment_words, recovery_instalment_messages
from . import recovery_debit_notice, res_company_debits, recovery_plan_terms
from . import recovery_plan_broken, recovery_instalment_desk, recovery_write_off_reason
from . import recovery_write_off, recovery_write_off_request
from . import recovery_write_off_approval, res_company_losses, recovery_loss_tax
from . import recovery_loss_books, recovery_write_off_lines, recovery_write_off_entry
from . import ledger_losses, res_config_settings_losses, recovery_write_off_small
from . import recovery_write_off_desk, recovery_receipt_losses, recovery_doubtful
from . import recovery_doubtful_back, ledger_doubtful, recovery_cycle_losses
from . import recovery_regained, recovery_regained_tax, recovery_provision
from . import recovery_provision_propose, recovery_provision_rate, recovery_losses_desk
from . import recovery_write_off_paper, recovery_case_losses_desk
from . import recovery_regained_desk, recovery_charge, recovery_charge_rates
from . import recovery_charge_facts, recovery_charge_due, recovery_charge_words
from . import recovery_charge_keep, recovery_charge_follow, recovery_charge_desk
from . import recovery_charge_ahead, recovery_arrangement_charges
from . import recovery_notice_charges, recovery_notice_charges_text
from . import recovery_template_charges, recovery_insolvency_charges
from . import res_company_charges, recovery_credit_note, recovery_dispute_reason
from . import recovery_dispute_open, recovery_dispute_life, recovery_dispute_answer
from . import recovery_dispute_desk, recovery_dispute_report, recovery_dispute_repeat
from . import recovery_dispute_gate, recovery_paid_claim, recovery_short_answer
from . import recovery_short_payment, res_company_disputes, recovery_plan
from . import recovery_plan_version, recovery_plan_text, recovery_plan_offer
from . import recovery_plan_accept, recovery_plan_message, recovery_plan_page
from . import recovery_plan_change, recovery_plan_desk, recovery_plan_schedule
from . import recovery_plan_suggest, recovery_plan_own, recovery_link_plan
from . import recovery_link_plan_page, recovery_dispute_agreed, recovery_return
from . import ledger_returns, payment_debit, recovery_debit_guard, recovery_under_way
from . import recovery_link_follow, recovery_link_follow_dispute
from . import recovery_link_follow_claim, recovery_link_papers, recovery_link_messages
from . import recovery_link_receipts, recovery_receipt_payments, recovery_clearance
from . import recovery_contact_proposal, recovery_link_contacts, recovery_link_help
from . import recovery_link_account, recovery_link_item, recovery_link_standing
from . import recovery_link_promise, recovery_settlement_accept, recovery_link_offer
from . import recovery_link_follow_agreed, recovery_link_avoided, recovery_checkout
from . import recovery_payable, recovery_checkout_make, recovery_checkout_measure
from . import recovery_checkout_book, payment_checkout, recovery_link_choose
from . import recovery_checkout_returned
from . import recovery_link_checkout, recovery_link_paid, recovery_link_transfer
from . import res_company_payments, res_partner_bank_rib, recovery_short_said
from . import recovery_link_identity, recovery_link_told, recovery_link_brand
from . import res_company_identity, res_partner_portal, recovery_case_portal
from . import recovery_request, recovery_request_first, recovery_request_desk
from . import res_company_requests, recovery_link_items, recovery_link_files
from . import recovery_link_need, recovery_link_follow_request, recovery_link_dispute
from . import recovery_link_declared, recovery_link_call, recovery_link_write
from . import recovery_plan_change_own, recovery_plan_request, recovery_link_change
from . import recovery_link_autopay, recovery_link_arrangement, recovery_plan_offers
from . import recovery_notice_offers
from . import recovery_plan_cure, recovery_plan_told
from . import recovery_agency, recovery_placement, recovery_agency_file
from . import recovery_remittance
from . import recovery_agency_words, recovery_agency_layout
from . import recovery_agency_format_settings, recovery_agency_package
from . import res_company_placing, recovery_placement_facts, recovery_placement_words
from . import recovery_placement_eligible, recovery_placement_propose
from . import recovery_placement_approve, recovery_placement_explain
from . import recovery_placing_advice, recovery_placing_signs
from . import recovery_case_decide, recovery_case_quiet
from . import recovery_agency_desk, recovery_placement_life, recovery_placement_back
from . import recovery_placement_file, recovery_placement_find
from . import recovery_placement_change, recovery_placement_receipts
from . import recovery_placement_follow
from . import recovery_placement_freeze, recovery_link_placed
from . import recovery_agency_request, recovery_placement_cost, recovery_agency_step
from . import recovery_placement_sheet, recovery_placement_dossier
from . import recovery_placement_life_desk
from . import recovery_agency_way, recovery_agency_archive, recovery_agency_send
from . import recovery_agency_courier, recovery_agency_poll, recovery_agency_portal
from . import res_company_agencies, res_config_settings_agencies
from . import recovery_agency_commission, recovery_agency_clearing
from . import recovery_remittance_difference, recovery_remittance_make
from . import recovery_remittance_book, recovery_remittance_bill
from . import recovery_remittance_settle
from . import recovery_remittance_bank, recovery_remittance_reverse
from . import recovery_remittance_desk, recovery_remittance_check
from . import recovery_agency_status, recovery_placement_promise
from . import recovery_placement_status, recovery_agency_file_in
from . import recovery_complaint_agency
from . import recovery_agency_score
