-- a copy reaches no provider: no account, no sender
UPDATE res_company
   SET sms_twilio_account_sid = NULL,
       sms_twilio_auth_token = NULL,
       recovery_whatsapp_from = NULL,
       recovery_whatsapp_service = NULL,
       recovery_voice_from = NULL,
       recovery_whatsapp_active = false,
       recovery_voice_active = false,
       recovery_test_mode = true;

DELETE FROM sms_twilio_number;

-- no agency gets or gives a file
UPDATE recovery_agency
   SET transport_code = 'download',
       way_password = NULL,
       way_private_key = NULL,
       way_secret = NULL,
       way_email = NULL,
       way_folder_in = NULL;

-- whatever a copy should send all the same goes to nobody outside
UPDATE ir_cron
   SET active = false
 WHERE id IN (SELECT res_id
                FROM ir_model_data
               WHERE model = 'ir.cron'
                 AND module = 'debt_recovery');
