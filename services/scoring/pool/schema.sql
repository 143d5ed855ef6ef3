create table if not exists built (layout integer not null);  -- a row once everything that was kept has been read

create table if not exists collections (
    name varchar primary key,
    version integer not null,                  -- 0: known from other events, its settings are still to come
    settings varchar not null,
    champion varchar,
    generation integer not null default 0,
    verdicts integer not null default 0,
    judged_at timestamptz,                     -- when the last verdict was given
    selections integer not null default 0,
    is_judged boolean not null default true,   -- no batch was asked for since the last verdict
    held_out_cer double,
    promoted_at timestamptz,
    arrived_at timestamptz,                    -- when the last page was read for the first time
    is_touched boolean not null default true   -- something changed, or waits for time to pass
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
    arrival integer,                           -- place among the collection's readable pages; null if unreadable
    is_held_out boolean,                       -- null until the collection's settings say which share is
    readings varchar                           -- BlobRef of the first, complete readings; null if unreadable
);

create table if not exists lines (
    line_id varchar primary key,
    page_id varchar not null,
    document_id varchar not null,
    collection varchar not null,
    state varchar not null,                    -- open, asked, accepted, labelled, declined
    purpose varchar,                           -- of the task, once asked
    label_id varchar,                          -- the label that counts
    labelled_at timestamptz,
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

create table if not exists withdrawn (label_id varchar primary key);
