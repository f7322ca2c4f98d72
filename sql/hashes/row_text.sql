-- The text under a row hash or a hashdiff: name=value of the non-NULL columns; a NULL pair is left out.
-- takes: pairs ('name=' || value, in the order of the names)
concat_ws('||', {{ pairs }})
