-- dates_and_choices: count(deal where year(signed_on) = 2025 and days_between(signed_on, paid_on) > 3) + sum(if(deal.urgent, coalesce(deal.amount, 1), 0) where not (pieces between 2 and 5))
-- 2025-06, company

SELECT '2025-06-01' AS period, NULL AS subject,
  COUNT(*) FILTER (
    WHERE (
      (CAST(EXTRACT(year FROM deal.signed_on) AS BIGINT) = CAST(2025 AS BIGINT))
      AND (CAST(deal.paid_on - deal.signed_on AS BIGINT) > CAST(3 AS BIGINT))
    )
  ),
  COUNT(*) FILTER (
    WHERE (NOT COALESCE((deal.pieces BETWEEN CAST(2 AS BIGINT) AND CAST(5 AS BIGINT)), FALSE))
  ),
  SUM (
    CASE WHEN (deal.urgent = CAST(True AS BOOLEAN)) THEN COALESCE (
      deal.amount, CAST(1.00 AS NUMERIC), NULL
    ) ELSE CAST(0.00 AS NUMERIC) END
  ) FILTER (WHERE (NOT COALESCE((deal.pieces BETWEEN CAST(2 AS BIGINT) AND CAST(5 AS BIGINT)), FALSE)))
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND (
  (deal.signed_on >= CAST('2025-06-01' AS DATE))
  AND (deal.signed_on < CAST('2025-07-01' AS DATE))
)
GROUP BY 2;
