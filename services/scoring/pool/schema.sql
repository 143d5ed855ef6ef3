create table if not exists collections (
    name varchar primary key,
    version integer not null,
    settings varchar not null,
    champion varchar,
    generation integer not null default 0,
    verdicts integer not null default 0,
    selections integer not null default 0,
    is_judged boolean not null default true,   -- no batch was asked for since the last verdict
    held_out_cer double,
    promoted_at timestamptz,
    arrived_at timestamptz                     -- when the last page was read for the first time
);

create table if not exists documents (
    document_id varchar primary key,
    collection varchar not null,
    pages integer not null,
    is_touched boolean not null default true,  -- a line changed since completeness was last looked at
    is_complete boolean not null default false
);

create table if not exists pages (
    page_id varchar primary key,
    document_id varchar not null,
    collection varchar not null,
    number integer not null,
    is_held_out boolean not null,
    readings varchar                           -- BlobRef of the first, complete readings; null if unreadable
);

create table if not exists lines (
    line_id varchar primary key,
    page_id varchar not null,
    document_id varchar not null,
    collection varchar not null,
    state varchar not null,                    -- open, asked, accepted, labelled, declined
    purpose varchar,                           -- of the task, once asked
    labelled_after integer,                    -- verdicts there were when it was labelled
    generation integer not null,
    model_version varchar,
    text varchar,
    confidence double,
    margin double,
    entropy double,
    expected_errors double,
    graphemes integer,
    image varchar,                             -- BlobRef
    readings varchar                           -- BlobRef
);
