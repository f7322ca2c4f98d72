-- What a person did last with a rejected row: discarded it, or delivered it again with a load of its own.
CREATE TABLE IF NOT EXISTS _store.letter_fates (
    source_table VARCHAR,
    load_id UUID,
    letter BIGINT,
    fate VARCHAR,
    decided_at TIMESTAMP,
    note VARCHAR,
    mended_by UUID,
    PRIMARY KEY (source_table, load_id, letter)
)
