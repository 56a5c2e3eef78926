-- other_currency: sum(convert(deal.price, 'CNY', signed_on))
-- 2025-06, employee

SELECT '2025-06-01' AS period, + deal.seller_id AS subject, COUNT(*),
  SUM (
    rb_rescaled (
      CASE WHEN (deal.currency = 'CNY') THEN (deal.price * 10000) ELSE (
        deal.price * CASE WHEN (deal.currency = 'CNY') THEN 10000 ELSE NULLIF (
          (
            SELECT t1.rate
            FROM course AS t1
            WHERE (
              (
                (t1.deleted_at IS NULL)
                AND ((t1.currency = deal.currency) AND (t1.since_on <= deal.signed_on))
              )
              AND (t1.since_on IS NOT NULL)
            )
            ORDER BY t1.since_on DESC, t1.id DESC
            LIMIT 1
          ),
            0
        ) END
      ) END,
        6,
      2
    )
  )
FROM deal AS deal
WHERE (deal.deleted_at IS NULL)
AND ((deal.signed_on >= '2025-06-01') AND (deal.signed_on < '2025-07-01'))
GROUP BY 2;

SELECT deal.seller_id AS subject, MIN(deal.id)
FROM deal AS deal
WHERE (
  (
    (deal.deleted_at IS NULL)
    AND ((deal.signed_on >= '2025-06-01') AND (deal.signed_on < '2025-07-01'))
  )
  AND (
    COALESCE((deal.price IS NOT NULL), FALSE)
    AND (
      COALESCE((NOT COALESCE((deal.currency = 'CNY'), FALSE)), FALSE)
      AND (
        COALESCE((NOT COALESCE((deal.currency = 'CNY'), FALSE)), FALSE)
        AND (
          (deal.signed_on IS NOT NULL)
          AND (
            NULLIF (
              (
                SELECT t1.rate
                FROM course AS t1
                WHERE (
                  (
                    (t1.deleted_at IS NULL)
                    AND ((t1.currency = deal.currency) AND (t1.since_on <= deal.signed_on))
                  )
                  AND (t1.since_on IS NOT NULL)
                )
                ORDER BY t1.since_on DESC, t1.id DESC
                LIMIT 1
              ),
                0
            )
          ) IS NULL
        )
      )
    )
  )
)
GROUP BY 1;
