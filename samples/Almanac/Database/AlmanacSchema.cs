namespace Almanac.Database;

/// <summary>The tables. Those of the almanac are made anew with new data; the guestbook is kept.</summary>
internal static class AlmanacSchema
{
    // To be raised when the tables, or what is written into them, change.
    public const int Version = 1;

    public const string RemakeAlmanac = """
        -- What refers to another table goes before it.
        DROP TABLE IF EXISTS spoken;
        DROP TABLE IF EXISTS tender;
        DROP TABLE IF EXISTS zone;
        DROP TABLE IF EXISTS name;
        DROP TABLE IF EXISTS territory;
        DROP TABLE IF EXISTS language;
        DROP TABLE IF EXISTS currency;

        CREATE TABLE territory (
            code TEXT PRIMARY KEY,
            alpha3 TEXT,
            number TEXT,
            continent TEXT NOT NULL,
            region TEXT NOT NULL,
            population INTEGER NOT NULL,
            gdp INTEGER,
            literacy REAL,
            first_day TEXT NOT NULL,
            units TEXT NOT NULL,
            clock INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE language (
            code TEXT PRIMARY KEY,
            script TEXT,
            right_to_left INTEGER NOT NULL,
            autonym TEXT
        ) STRICT;

        CREATE TABLE currency (
            code TEXT PRIMARY KEY,
            digits INTEGER NOT NULL,
            symbol TEXT
        ) STRICT;

        CREATE TABLE spoken (
            territory TEXT NOT NULL REFERENCES territory,
            language TEXT NOT NULL REFERENCES language,
            percent REAL NOT NULL,
            status TEXT,
            PRIMARY KEY (territory, language)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX spoken_by_language ON spoken (language);

        CREATE TABLE tender (
            territory TEXT NOT NULL REFERENCES territory,
            position INTEGER NOT NULL,
            currency TEXT NOT NULL REFERENCES currency,
            PRIMARY KEY (territory, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE zone (
            id TEXT PRIMARY KEY,
            territory TEXT NOT NULL REFERENCES territory
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX zone_by_territory ON zone (territory);

        CREATE TABLE name (
            kind TEXT NOT NULL,
            code TEXT NOT NULL,
            locale TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (kind, code, locale)
        ) STRICT, WITHOUT ROWID;
        """;

    public const string MakeGuestbook = """
        CREATE TABLE IF NOT EXISTS guestbook (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            territory TEXT NOT NULL,
            author TEXT NOT NULL,
            user_id TEXT,
            text TEXT NOT NULL,
            written INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX IF NOT EXISTS guestbook_by_territory ON guestbook (territory, id);
        CREATE INDEX IF NOT EXISTS guestbook_by_user ON guestbook (user_id, id) WHERE user_id IS NOT NULL;
        """;

    public const string MakeState = "CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT";
}
