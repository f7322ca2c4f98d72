{# Macros and tests that existing projects call as dbt_utils.NAME, written for DuckDB from their documented behaviour. #}

{% macro generate_surrogate_key(field_list) -%}
{%- set empty = '' if var('surrogate_key_treat_nulls_as_empty_strings', false) else '_dbt_utils_surrogate_key_null_' -%}
md5(
{%- for field in field_list -%}
coalesce(CAST({{ field }} AS VARCHAR), '{{ empty }}'){{ " || '-' || " if not loop.last }}
{%- endfor -%}
)
{%- endmacro %}

{% macro get_filtered_columns_in_relation(from, except=[]) %}
{% set dropped = except | map('lower') | list %}
{% set names = [] %}
{% for column in adapter.get_columns_in_relation(from) if column.name | lower not in dropped %}
{% do names.append(column.name) %}
{% endfor %}
{{ return(names) }}
{% endmacro %}

{% macro star(from, relation_alias=false, except=[], prefix='', suffix='', quote_identifiers=true) -%}
{%- set names = dbt_utils.get_filtered_columns_in_relation(from, except) -%}
{%- for name in names %}
{{- relation_alias ~ '.' if relation_alias }}{{ adapter.quote(name) if quote_identifiers else name }}
{%- if prefix or suffix %} AS {{ adapter.quote(prefix ~ name ~ suffix) if quote_identifiers else prefix ~ name ~ suffix }}{% endif %}
{{- ', ' if not loop.last }}
{%- else %}*
{%- endfor %}
{%- endmacro %}

{% macro date_spine(datepart, start_date, end_date) -%}
SELECT unnest(range(CAST({{ start_date }} AS TIMESTAMP), CAST({{ end_date }} AS TIMESTAMP), INTERVAL 1 {{ datepart }})) AS date_{{ datepart }}
{%- endmacro %}

{% macro generate_series(upper_bound) -%}
SELECT unnest(range(1, {{ upper_bound }} + 1)) AS generated_number
{%- endmacro %}

{% macro union_relations(relations, column_override=none, include=[], exclude=[], source_column_name='_dbt_source_relation', where=none) -%}
{%- set wanted, unwanted = include | map('lower') | list, exclude | map('lower') | list -%}
{%- set columns, names = {}, [] -%}
{%- for relation in relations -%}
    {%- set own = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- set name = column.name | lower -%}
        {%- if (not wanted or name in wanted) and name not in unwanted -%}
            {%- do own.append(name) -%}
            {%- if name not in names %}{% do names.append(name) %}{% do columns.update({name: column.name}) %}{% endif -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do columns.update({'of ' ~ loop.index: own}) -%}
{%- endfor -%}
{%- for relation in relations %}
{%- set own = columns['of ' ~ loop.index] %}
SELECT
    {%- if source_column_name is not none %}
    CAST('{{ relation | string | replace("'", "''") }}' AS VARCHAR) AS {{ source_column_name }}{{ ',' if names }}
    {%- endif %}
    {%- for name in names %}
    {%- set value = adapter.quote(columns[name]) if name in own else 'NULL' %}
    {%- set kind = (column_override or {}).get(columns[name]) %}
    {{ 'CAST(' ~ value ~ ' AS ' ~ kind ~ ')' if kind else value }} AS {{ adapter.quote(columns[name]) }}{{ ',' if not loop.last }}
    {%- else %}
    {{ '' if source_column_name is not none else '*' }}
    {%- endfor %}
FROM {{ relation }}
{{ 'WHERE ' ~ where if where }}
{{ 'UNION ALL' if not loop.last }}
{%- endfor -%}
{%- endmacro %}

{% macro pivot(column, values, alias=true, agg='sum', cmp='=', prefix='', suffix='', then_value=1, else_value=0, quote_identifiers=true, distinct=false) -%}
{%- for value in values %}
{{ agg }}({{ 'DISTINCT ' if distinct }}CASE WHEN {{ column }} {{ cmp }} '{{ value | string | replace("'", "''") }}' THEN {{ then_value }}{{ ' ELSE ' ~ else_value if else_value is not none }} END)
{%- if alias %} AS {{ adapter.quote(prefix ~ value ~ suffix) if quote_identifiers else dbt_utils.slugify(prefix ~ value ~ suffix) }}{% endif %}
{{- ',' if not loop.last }}
{%- endfor %}
{%- endmacro %}

{% macro get_column_values(table, column, order_by='count(*) desc', max_records=none, default=none, where=none) %}
{% set found = run_query('SELECT ' ~ column ~ ' AS value FROM ' ~ table ~ (' WHERE ' ~ where if where else '')
    ~ ' GROUP BY ' ~ column ~ ' ORDER BY ' ~ order_by ~ (' LIMIT ' ~ max_records if max_records else '')) %}
{{ return(found.columns[0].values() | list if found else (default or [])) }}
{% endmacro %}

{% macro slugify(string) -%}
{{ modules.re.sub('^([0-9])', '_\\1', modules.re.sub('[^a-z0-9_]+', '', modules.re.sub('[ -]+', '_', string | lower))) }}
{%- endmacro %}

{% macro group_by(n) -%}
GROUP BY {{ range(1, n + 1) | join(', ') }}
{%- endmacro %}

{% macro deduplicate(relation, partition_by, order_by) -%}
SELECT *
FROM {{ relation }}
QUALIFY row_number() OVER (PARTITION BY {{ partition_by }} ORDER BY {{ order_by }}) = 1
{%- endmacro %}

{% macro safe_divide(numerator, denominator) -%}
({{ numerator }}) / nullif(({{ denominator }}), 0)
{%- endmacro %}

{% macro safe_add(field_list) -%}
{%- for field in field_list %}coalesce({{ field }}, 0){{ ' + ' if not loop.last }}{% endfor -%}
{%- endmacro %}

{% macro safe_subtract(field_list) -%}
{%- for field in field_list %}coalesce({{ field }}, 0){{ ' - ' if not loop.last }}{% endfor -%}
{%- endmacro %}

{% test expression_is_true(model, expression, column_name=none) %}
SELECT * FROM {{ model }} WHERE NOT ({{ column_name ~ ' ' if column_name is not none }}{{ expression }})
{% endtest %}

{% test recency(model, field, datepart, interval, ignore_time_component=false, group_by_columns=[]) %}
{%- set kind = 'DATE' if ignore_time_component else 'TIMESTAMP' %}
SELECT *
FROM (
    SELECT {{ group_by_columns | join(', ') ~ ', ' if group_by_columns }}max(CAST({{ field }} AS {{ kind }})) AS most_recent
    FROM {{ model }}
    {{ 'GROUP BY ' ~ group_by_columns | join(', ') if group_by_columns }}
)
WHERE most_recent IS NULL
    OR most_recent < CAST(CAST('{{ run_started_at }}' AS {{ kind }}) - INTERVAL ({{ interval }}) {{ datepart }} AS {{ kind }})
{% endtest %}

{% test unique_combination_of_columns(model, combination_of_columns, quote_columns=false) %}
{%- set columns = combination_of_columns | map('string') | list %}
{%- if quote_columns %}{% set columns = columns | map('tojson') | list %}{% endif %}
SELECT {{ columns | join(', ') }}, count(*) AS n
FROM {{ model }}
GROUP BY {{ columns | join(', ') }}
HAVING count(*) > 1
{% endtest %}

{% test mutually_exclusive_ranges(model, lower_bound_column, upper_bound_column, partition_by=none, gaps='allowed', zero_length_range_allowed=false) %}
{%- if gaps not in ['allowed', 'not_allowed', 'required'] %}
{{ exceptions.raise_compiler_error("`gaps` is one of allowed, not_allowed and required, not '" ~ gaps ~ "'.") }}
{%- endif %}
{%- set partition = 'PARTITION BY ' ~ partition_by if partition_by else '' %}
SELECT *
FROM (
    SELECT
        {{ partition_by ~ ' AS partition_by_col,' if partition_by }}
        {{ lower_bound_column }} AS lower_bound,
        {{ upper_bound_column }} AS upper_bound,
        lead({{ lower_bound_column }}) OVER w AS next_lower_bound,
        row_number() OVER w = count(*) OVER ({{ partition }}) AS is_last_record
    FROM {{ model }}
    WINDOW w AS ({{ partition }} ORDER BY {{ lower_bound_column }}, {{ upper_bound_column }})
)
WHERE NOT (
    coalesce(lower_bound {{ '<=' if zero_length_range_allowed else '<' }} upper_bound, is_last_record)
    AND coalesce(upper_bound {{ {'allowed': '<=', 'not_allowed': '=', 'required': '<'}[gaps] }} next_lower_bound, is_last_record)
)
{% endtest %}

{% test not_constant(model, column_name, group_by_columns=[]) %}
SELECT {{ group_by_columns | join(', ') ~ ', ' if group_by_columns }}count(DISTINCT {{ column_name }}) AS filler_column
FROM {{ model }}
{{ 'GROUP BY ' ~ group_by_columns | join(', ') if group_by_columns }}
HAVING count(DISTINCT {{ column_name }}) = 1
{% endtest %}

{% test at_least_one(model, column_name, group_by_columns=[]) %}
SELECT {{ group_by_columns | join(', ') ~ ', ' if group_by_columns }}count({{ column_name }}) AS filler_column
FROM {{ model }}
{{ 'GROUP BY ' ~ group_by_columns | join(', ') if group_by_columns }}
HAVING count({{ column_name }}) = 0
{% endtest %}

{% test equal_rowcount(model, compare_model, group_by_columns=[]) %}
{%- set columns = group_by_columns | join(', ') %}
SELECT *
FROM (SELECT {{ columns ~ ', ' if columns }}count(*) AS count_a FROM {{ model }} {{ 'GROUP BY ' ~ columns if columns }}) AS a
FULL JOIN (SELECT {{ columns ~ ', ' if columns }}count(*) AS count_b FROM {{ compare_model }} {{ 'GROUP BY ' ~ columns if columns }}) AS b
    {{ 'USING (' ~ columns ~ ')' if columns else 'ON true' }}
WHERE count_a IS DISTINCT FROM count_b
{% endtest %}

{% test fewer_rows_than(model, compare_model) %}
SELECT *
FROM (SELECT count(*) AS count_our_model FROM {{ model }}), (SELECT count(*) AS count_comparison_model FROM {{ compare_model }})
WHERE count_our_model >= count_comparison_model
{% endtest %}

{% test relationships_where(model, column_name, to, field, from_condition='true', to_condition='true') %}
SELECT t.*
FROM (SELECT * FROM {{ model }} WHERE {{ from_condition }}) AS t
ANTI JOIN (SELECT {{ field }} AS to_field FROM {{ to }} WHERE {{ to_condition }}) AS o ON o.to_field = t.{{ column_name }}
WHERE t.{{ column_name }} IS NOT NULL
{% endtest %}

{% test accepted_range(model, column_name, min_value=none, max_value=none, inclusive=true) %}
{%- set equals = '=' if inclusive else '' %}
SELECT *
FROM {{ model }}
WHERE false
    {{ 'OR NOT ' ~ column_name ~ ' >' ~ equals ~ ' ' ~ min_value if min_value is not none }}
    {{ 'OR NOT ' ~ column_name ~ ' <' ~ equals ~ ' ' ~ max_value if max_value is not none }}
{% endtest %}

{% test not_accepted_values(model, column_name, values, quote=true) %}
SELECT *
FROM {{ model }}
WHERE {{ column_name }} IN ({% for value in values %}{{ "'" ~ value | string | replace("'", "''") ~ "'" if quote else value }}{{ ', ' if not loop.last }}{% endfor %})
{% endtest %}

{% test not_empty_string(model, column_name, trim_whitespace=true) %}
SELECT * FROM {{ model }} WHERE {{ 'trim(' ~ column_name ~ ')' if trim_whitespace else column_name }} = ''
{% endtest %}

{% test not_null_proportion(model, column_name, at_least, at_most=1.0) %}
SELECT *
FROM (SELECT count({{ column_name }}) / count(*) AS not_null_proportion FROM {{ model }})
WHERE not_null_proportion < {{ at_least }} OR not_null_proportion > {{ at_most }}
{% endtest %}

{% test cardinality_equality(model, column_name, to, field) %}
SELECT *
FROM (SELECT {{ column_name }} AS value, count(*) AS n FROM {{ model }} GROUP BY ALL) AS a
FULL JOIN (SELECT {{ field }} AS value, count(*) AS n FROM {{ to }} GROUP BY ALL) AS b
    ON a.value IS NOT DISTINCT FROM b.value
WHERE a.n IS DISTINCT FROM b.n
{% endtest %}

{% test equality(model, compare_model, compare_columns=none) %}
{%- set columns = compare_columns | join(', ') if compare_columns else '*' %}
(SELECT 'unexpected' AS difference, {{ columns }} FROM {{ model }} EXCEPT ALL SELECT 'unexpected', {{ columns }} FROM {{ compare_model }})
UNION ALL
(SELECT 'missing' AS difference, {{ columns }} FROM {{ compare_model }} EXCEPT ALL SELECT 'missing', {{ columns }} FROM {{ model }})
{% endtest %}
