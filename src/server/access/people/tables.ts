/** Where the sign-in library finds its models and fields in our schema. */
const times = { createdAt: "created_at", updatedAt: "updated_at" };

export const PEOPLE_TABLE = {
  modelName: "people",
  fields: { ...times, emailVerified: "email_verified" },
} as const;

export const SESSION_TABLE = {
  modelName: "people_sessions",
  fields: {
    ...times,
    userId: "user_id",
    ipAddress: "ip_address",
    userAgent: "user_agent",
    expiresAt: "expires_at",
  },
  additionalFields: {
    provider: { type: "string", required: true, input: false, returned: false },
    groups: { type: "string[]", required: true, input: false, returned: false },
  },
} as const;

export const ACCOUNT_TABLE = {
  modelName: "people_accounts",
  fields: {
    ...times,
    accountId: "account_id",
    providerId: "provider_id",
    userId: "user_id",
    accessToken: "access_token",
    refreshToken: "refresh_token",
    idToken: "id_token",
    accessTokenExpiresAt: "access_token_expires_at",
    refreshTokenExpiresAt: "refresh_token_expires_at",
  },
} as const;

export const VERIFICATION_TABLE = {
  modelName: "verifications",
  fields: { ...times, expiresAt: "expires_at" },
} as const;

export const TWO_FACTOR_SCHEMA = {
  user: { fields: { twoFactorEnabled: "two_factor_enabled" } },
  twoFactor: {
    modelName: "two_factors",
    fields: {
      userId: "user_id",
      backupCodes: "backup_codes",
      failedVerificationCount: "failed_verification_count",
      lockedUntil: "locked_until",
    },
  },
};
