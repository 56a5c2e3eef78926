-- dates_and_choices: count(deal where year(signed_on) = 2025 and days_between(signed_on, paid_on) > 3) + sum(if(deal.urgent, coalesce(deal.amount, 1), 0) where not (pieces between 2 and 5))
-- 2025-06, company

SELECT '2025-06-01' AS period, +NULL AS subject,
  COUNT(*) FILTER (
    WHERE (
      (CAST(STRFTIME('%Y', deal.signed_on) AS INTEGER) = 2025)
      AND (CAST(JULIANDAY(deal.paid_on) - JULIANDAY(deal.signed_on) AS INTEGER) > 3)
    )
  ),
  COUNT(*) FILTER (WHERE (NOT COALESCE((deal.pieces BETWEEN 2 AND 5), FALSE))),
  SUM (
    CASE WHEN (deal.urgent = 1) THEN COALESCE(deal.amount, 100, NULL) ELSE 0 END
  ) FILTER (WHERE (NOT COALESCE((deal.pieces BETWEEN 2 AND 5), FALSE)))
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND ((deal.signed_on >= '2025-06-01') AND (deal.signed_on < '2025-07-01'))
GROUP BY 2;
