-- last_value: last(deal.amount where urgent on signed_on)
-- 2025-06, company

SELECT TO_CHAR(deal.signed_on, 'YYYY-MM-DD') AS period, NULL AS subject,
  COUNT(*) FILTER (WHERE (deal.urgent = CAST(True AS BOOLEAN))),
  SUM(deal.amount) FILTER (WHERE (deal.urgent = CAST(True AS BOOLEAN)))
FROM deal AS deal
WHERE (
  (deal.deleted_at IS NULL)
  AND (
    (deal.signed_on >= CAST('2025-06-01' AS DATE))
    AND (deal.signed_on < CAST('2025-07-01' AS DATE))
  )
)
GROUP BY 1, 2;
