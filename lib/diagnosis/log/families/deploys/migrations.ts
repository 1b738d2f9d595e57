import type { Family } from '../family.ts';

/** Flyway, Liquibase and Prisma: the failed script first, the answer of the database in a field below. */
export const migrations: Family = {
  id: 'migrations',
  marks: /^Flyway |^(?:Starting Liquibase|Liquibase Version)|^Prisma schema loaded|^Migration \S+ failed$/m,
  fault: [/^Message +: \S/, /^ERROR: Exception Primary Reason: +\S/, /^\s*Reason: liquibase\.\S+: /],
  title: [/^Error: P\d{4}$/],
  titleSkips: /^(?:A migration failed to apply\.|Migration name:|Database error)/,
  passesOn: [
    /^ERROR: (?:Migration of schema |Script \S+ failed|Validate failed: Migrations have failed|Exception (?:Details|Primary (?:Class|Source)))/,
    /^(?:ERROR: )?Migration \S+ failed$/,
    /^Unexpected error running Liquibase: /,
  ],
};
