/** Event types that have a fixed meaning (spec 05, section 2). */
export const EVENT_TYPES = [
  "_session.start",
  "_session.stop",
  "_session.pause",
  "_session.resume",
  "_userauth.sign_in",
  "_userauth.sign_up",
  "_userauth.auth_fail",
  "_monetization.purchase",
  "_campaign.opened_notification",
  "_email.delivered",
  "_email.open",
  "_email.click",
  "_email.unsubscribe",
  "_SMS.SUCCESS",
  "_test.event",
] as const;
