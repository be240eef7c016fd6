"""DuckDB: one SELECT over a table in memory, its result as Arrow columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb

from benchmarks.rivals.by_python import CLUE, LISTED, SEVEN, T1000, T5000, Z500, Z1000, Z5000
from benchmarks.rivals.data import Table, ready
from benchmarks.rivals.policies import WECHAT

ZHENGZHOU = f"""
WITH found AS (
  SELECT CASE
    WHEN verified AND violations_mask & {Z5000} <> 0 THEN 1::TINYINT
    WHEN verified AND violations_mask & {Z1000} <> 0 THEN 2::TINYINT
    WHEN verified AND violations_mask & {Z500} <> 0 THEN 3::TINYINT
    WHEN channel = {WECHAT} AND on_site_media AND helped_inspection AND violations_mask <> 0
      THEN CASE WHEN violations_mask & {CLUE} <> 0 THEN 4::TINYINT ELSE 5::TINYINT END
    ELSE 0::TINYINT END AS n FROM cases)
SELECT
  CASE n WHEN 0 THEN 1::TINYINT WHEN 5 THEN 3::TINYINT ELSE 2::TINYINT END AS outcome,
  CASE n WHEN 3 THEN 50000::BIGINT WHEN 0 THEN 0 WHEN 1 THEN 500000 WHEN 2 THEN 100000
    WHEN 4 THEN 1000 ELSE -1 END AS amount,
  CASE n WHEN 5 THEN 0::TINYINT ELSE n END AS node
FROM found"""

ZHEJIANG = f"""
WITH summed AS (
  SELECT *, least((fine + 10) // 20, 10000000) + detained::BIGINT * 500000
    + arrest_approved::BIGINT * 1000000 + convicted::BIGINT * 1000000 AS total FROM cases),
found AS (
  SELECT *, CASE
    WHEN NOT verified THEN 0::TINYINT
    WHEN ownerless_radioactive_source OR especially_grave_pollution
      OR especially_bad_social_effect OR bounty_published THEN 3::TINYINT
    WHEN violations_mask = 0 OR total = 0 THEN 1::TINYINT
    WHEN total > 10000000 OR violations_mask & {SEVEN} = 0 THEN 3::TINYINT
    ELSE 2::TINYINT END AS outcome FROM summed)
SELECT outcome,
  CASE outcome WHEN 2 THEN total WHEN 3 THEN -1::BIGINT ELSE 0::BIGINT END AS amount,
  CASE WHEN outcome = 0 THEN 1::TINYINT WHEN outcome <> 2 THEN 0::TINYINT
    WHEN fine > 0 THEN 2::TINYINT WHEN detained THEN 3::TINYINT
    WHEN arrest_approved THEN 4::TINYINT ELSE 5::TINYINT END AS node
FROM found"""

TWELVE = f"""
WITH parts AS (
  SELECT *,
    (least(fine * 5, 1000000000) * (1 + insider::BIGINT) + 5000) // 10000 * 10000 AS share,
    CASE WHEN illegal_gain > 0
      THEN least(greatest(illegal_gain * 3, 2000000), 500000000) ELSE -1 END AS gain,
    CASE WHEN violations_mask & {T5000} <> 0 THEN 50000000::BIGINT
      WHEN violations_mask & {T1000} <> 0 THEN 10000000 ELSE 5000000 END AS tier,
    CASE WHEN convicted THEN 200000000::BIGINT WHEN arrest_approved THEN 100000000
      WHEN detained THEN 50000000 WHEN transferred_to_police THEN 20000000 ELSE 0 END
    + CASE WHEN detailed_help THEN least(fine, 200000000) ELSE 0 END
    + real_name::BIGINT * 2000000
    + CASE WHEN emergency_averted THEN least(direct_loss * 2, 500000000) ELSE 0 END AS extra
  FROM cases),
best AS (SELECT *, greatest(share, gain, tier) AS main FROM parts),
found AS (
  SELECT CASE
    WHEN NOT verified THEN 1::TINYINT
    WHEN NOT first_reporter THEN 2::TINYINT
    WHEN accepted_on - reported_on > 60 THEN 3::TINYINT
    WHEN agency_staff_or_relative THEN 4::TINYINT
    WHEN violations_mask & {LISTED} = 0 THEN 0::TINYINT
    WHEN share = main THEN 5::TINYINT
    WHEN gain = main THEN 6::TINYINT
    WHEN tier = 50000000 THEN 7::TINYINT
    WHEN tier = 10000000 THEN 8::TINYINT ELSE 9::TINYINT END AS node,
    (least(main + extra, 2000000000) + 5000) // 10000 * 100 AS total
  FROM best)
SELECT
  CASE WHEN node >= 5 THEN 2::TINYINT WHEN node = 0 THEN 1::TINYINT ELSE 0::TINYINT END AS outcome,
  CASE WHEN node >= 5 THEN total ELSE 0::BIGINT END AS amount, node
FROM found"""

QUERIES = {"zhengzhou": ZHENGZHOU, "zhejiang": ZHEJIANG, "twelve": TWELVE}


def prepare(table: Table, *, threads: int = 1) -> Callable[[], Any]:
    """The work on a table that DuckDB holds in its own form."""
    connection = duckdb.connect(config={"threads": threads})
    connection.register("given", ready(table).to_arrow())
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("CREATE TABLE cases AS SELECT * FROM given")
    connection.unregister("given")
    query = QUERIES[table.policy.name]
    return lambda: connection.sql(query).to_arrow_table()
