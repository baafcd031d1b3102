-- A batch that moves every row of a page needs room for one more version of each, or the new versions leave the page and
-- all indexes must follow them. At 60 a full row leaves room for 4 of 7; at 45 nearly every move stays on its page.
alter table remediations set (fillfactor = 45);
