-- computed_field: sum(deal.waited where waited > 2)
-- 2025-06, employee

SELECT '2025-06-01' AS period, + deal.seller_id AS subject,
  COUNT(*) FILTER (
    WHERE (
      (
        SELECT COALESCE (
          SUM (
            (
              (SELECT t1.number FROM rb_calendar AS t1 WHERE (t1.day = t2.made_on)) - (
                SELECT t3.number
                FROM rb_calendar AS t3
                WHERE (t3.day = t2.booked_on)
              )
            )
          ),
            0
        )
        FROM visit AS t2
        WHERE ((t2.deleted_at IS NULL) AND (t2.deal_id = deal.id))
      ) > 2
    )
  ),
  SUM((SELECT COALESCE(SUM(((SELECT t4.number FROM rb_calendar AS t4 WHERE (t4.day = t5.made_on)) - (SELECT t6.number FROM rb_calendar AS t6 WHERE (t6.day = t5.booked_on)))), 0) FROM visit AS t5 WHERE ((t5.deleted_at IS NULL) AND (t5.deal_id = deal.id)))) FILTER (
    WHERE (
      (
        SELECT COALESCE (
          SUM (
            (
              (SELECT t1.number FROM rb_calendar AS t1 WHERE (t1.day = t2.made_on)) - (
                SELECT t3.number
                FROM rb_calendar AS t3
                WHERE (t3.day = t2.booked_on)
              )
            )
          ),
            0
        )
        FROM visit AS t2
        WHERE ((t2.deleted_at IS NULL) AND (t2.deal_id = deal.id))
      ) > 2
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
    (
      EXISTS (
        SELECT 1
        FROM visit AS t1
        WHERE (
          ((t1.deleted_at IS NULL) AND (t1.deal_id = deal.id))
          AND (
            t1.booked_on IS NOT NULL
            AND t1.made_on IS NOT NULL
            AND (
              (
                (SELECT t2.number FROM rb_calendar AS t2 WHERE (t2.day = t1.made_on)) - (
                  SELECT t3.number
                  FROM rb_calendar AS t3
                  WHERE (t3.day = t1.booked_on)
                )
              )
            ) IS NULL
          )
        )
      )
    )
    OR (
      COALESCE (
        (
          (
            SELECT COALESCE (
              SUM (
                (
                  (SELECT t4.number FROM rb_calendar AS t4 WHERE (t4.day = t5.made_on)) - (
                    SELECT t6.number
                    FROM rb_calendar AS t6
                    WHERE (t6.day = t5.booked_on)
                  )
                )
              ),
                0
            )
            FROM visit AS t5
            WHERE ((t5.deleted_at IS NULL) AND (t5.deal_id = deal.id))
          ) > 2
        ),
          FALSE
      )
      AND (
        EXISTS (
          SELECT 1
          FROM visit AS t7
          WHERE (
            ((t7.deleted_at IS NULL) AND (t7.deal_id = deal.id))
            AND (
              t7.booked_on IS NOT NULL
              AND t7.made_on IS NOT NULL
              AND (
                (
                  (SELECT t8.number FROM rb_calendar AS t8 WHERE (t8.day = t7.made_on)) - (
                    SELECT t9.number
                    FROM rb_calendar AS t9
                    WHERE (t9.day = t7.booked_on)
                  )
                )
              ) IS NULL
            )
          )
        )
      )
    )
  )
)
GROUP BY 1;
