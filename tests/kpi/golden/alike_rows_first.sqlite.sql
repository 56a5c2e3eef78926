-- alike_rows_first: sum(deal.amount where stage = 'won' and urgent) + sum(deal.amount where stage = 'won' and not urgent) + sum(deal.amount where stage = 'won' and paid_on <= due_on) + sum(deal.amount where stage = 'lost' and urgent) + sum(deal.amount where stage = 'lost' and not urgent) + sum(deal.amount where stage = 'lost' and paid_on <= due_on) + sum(deal.amount where stage = 'open' and urgent) + sum(deal.amount where stage = 'open' and not urgent) + sum(deal.amount where stage = 'open' and paid_on <= due_on)
-- 2025-06, employee

SELECT '2025-06-01' AS period, _subject AS subject,
  COALESCE(SUM(deal._count_1) FILTER (WHERE ((deal.stage = 'won') AND deal._answer_1)), 0),
  SUM(deal._sum_2) FILTER (WHERE ((deal.stage = 'won') AND deal._answer_1)),
  COALESCE (
    SUM(deal._count_1) FILTER (
      WHERE ((deal.stage = 'won') AND (NOT COALESCE(deal._answer_1, FALSE)))
    ),
      0
  ),
  SUM(deal._sum_2) FILTER (
    WHERE ((deal.stage = 'won') AND (NOT COALESCE(deal._answer_1, FALSE)))
  ),
  COALESCE(SUM(deal._count_1) FILTER (WHERE ((deal.stage = 'won') AND deal._answer_2)), 0),
  SUM(deal._sum_2) FILTER (WHERE ((deal.stage = 'won') AND deal._answer_2)),
  COALESCE(SUM(deal._count_1) FILTER (WHERE ((deal.stage = 'lost') AND deal._answer_1)), 0),
  SUM(deal._sum_2) FILTER (WHERE ((deal.stage = 'lost') AND deal._answer_1)),
  COALESCE (
    SUM(deal._count_1) FILTER (
      WHERE ((deal.stage = 'lost') AND (NOT COALESCE(deal._answer_1, FALSE)))
    ),
      0
  ),
  SUM(deal._sum_2) FILTER (
    WHERE ((deal.stage = 'lost') AND (NOT COALESCE(deal._answer_1, FALSE)))
  ),
  COALESCE(SUM(deal._count_1) FILTER (WHERE ((deal.stage = 'lost') AND deal._answer_2)), 0),
  SUM(deal._sum_2) FILTER (WHERE ((deal.stage = 'lost') AND deal._answer_2)),
  COALESCE(SUM(deal._count_1) FILTER (WHERE ((deal.stage = 'open') AND deal._answer_1)), 0),
  SUM(deal._sum_2) FILTER (WHERE ((deal.stage = 'open') AND deal._answer_1)),
  COALESCE (
    SUM(deal._count_1) FILTER (
      WHERE ((deal.stage = 'open') AND (NOT COALESCE(deal._answer_1, FALSE)))
    ),
      0
  ),
  SUM(deal._sum_2) FILTER (
    WHERE ((deal.stage = 'open') AND (NOT COALESCE(deal._answer_1, FALSE)))
  ),
  COALESCE(SUM(deal._count_1) FILTER (WHERE ((deal.stage = 'open') AND deal._answer_2)), 0),
  SUM(deal._sum_2) FILTER (WHERE ((deal.stage = 'open') AND deal._answer_2))
FROM (
  SELECT + deal.seller_id AS _subject, deal.stage AS stage,
  COALESCE((deal.urgent = 1), FALSE) AS _answer_1,
  COALESCE((deal.paid_on <= deal.due_on), FALSE) AS _answer_2,
  CAST(COUNT(*) AS INTEGER) AS _count_1,
  SUM(deal.amount) AS _sum_2
  FROM deal AS deal
  WHERE (deal.deleted_at IS NULL)
  AND ((deal.signed_on >= '2025-06-01') AND (deal.signed_on < '2025-07-01'))
  GROUP BY 1, 2, 3, 4
) AS deal
GROUP BY 2;
