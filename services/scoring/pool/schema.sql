create table if not exists built (layout integer not null);  -- a row once everything that was kept has been read

create table if not exists collections (
    name varchar primary key,
    version integer not null,                  -- 0: known from other events, its settings are still to come
    settings varchar not null,
    is_inbox boolean not null default false,
    champion varchar,
    generation integer not null default 0,
    verdicts integer not null default 0,
    judged_at timestamptz,                     -- when the last verdict was given
    selections integer not null default 0,
    is_judged boolean not null default true,   -- no batch was asked for since the last verdict
    held_out_cer double,
    promoted_at timestamptz,
    arrived_at timestamptz,                    -- when the last page was read for the first time
    is_touched boolean not null default true,  -- something changed, or waits for time to pass
    weighed varchar,                           -- of which pages it was looked what may be accepted; null: of none
    bound varchar,                             -- the last AcceptanceBounded
    review varchar                             -- the last AskingReviewed
);

create table if not exists documents (
    document_id varchar primary key,
    collection varchar not null,
    pages integer not null,
    ingested_at timestamptz,
    is_touched boolean not null default true,  -- a line changed since completeness was last looked at
    is_complete boolean not null default false,
    is_sorting_asked boolean not null default false  -- somebody was asked into which collection it goes
);

create table if not exists pages (
    page_id varchar primary key,
    page bigint not null,                      -- a number that follows from its id (rows.number_of)
    document_id varchar not null,
    collection varchar not null,
    number integer not null,
    writer varchar,                            -- null: not known, and the document stands for one
    arrival integer,                           -- place among the collection's readable pages; null if unreadable
    is_held_out boolean,                       -- null until the collection's settings say which share is
    readings varchar,                          -- BlobRef of the first, complete readings; null if unreadable
    revision integer not null default 0,       -- of its lines, by which it was read
    read_by varchar,                           -- the model that read it whole
    typical double,                            -- median confidence of its lines then
    overlap double,                            -- share of what its lines cover that is covered twice
    is_drawing_asked boolean not null default false,
    traceparent varchar                        -- of its first reading: what is asked about it belongs to that trace
);

create table if not exists lines (
    line_id varchar primary key,
    page_id varchar not null,
    document_id varchar not null,
    collection varchar not null,
    state varchar not null,                    -- open, asked, accepted, labelled, declined
    purpose varchar,                           -- of the task, once asked
    reach double,                              -- of an audit: up to which predicted error rate lines were accepted
    label_id varchar,                          -- the label that counts
    labelled_at timestamptz,
    truth varchar,                             -- the label's text
    seconds double,                            -- that the line was on a person's screen
    generation integer not null,
    model_version varchar,
    text varchar,
    page bigint,                               -- as in pages
    lot uinteger,                              -- follows from the id (recto.querying.chance)
    confidence double,
    margin float,
    entropy float,
    expected_errors float,
    disagreement float,
    edit_disagreement float,
    least_confidence float,
    height float,
    pitch float,
    graphemes integer,
    doubted varchar,
    embedding blob,                            -- 32 bytes (recto.querying.embeddings), or none
    image varchar,                             -- BlobRef
    readings varchar,                          -- BlobRef
    is_gone boolean not null default false     -- its page's lines were drawn anew, and it is not among them
);

create table if not exists judged (            -- held-out lines as the champion read them at the last verdict
    collection varchar not null,
    line_id varchar not null,
    page bigint not null,
    errors integer not null,
    length integer not null,
    confidence double,
    margin float,
    entropy float,
    expected_errors float,
    disagreement float,
    edit_disagreement float,
    least_confidence float,
    graphemes integer,
    embedding blob
);

create table if not exists trainings (         -- the learning curve
    collection varchar not null,
    round integer not null,
    labels integer not null,
    cer double not null,
    primary key (collection, round)
);

create table if not exists withdrawn (label_id varchar primary key);

create table if not exists moved (document_id varchar primary key);  -- out of an inbox, into a collection
