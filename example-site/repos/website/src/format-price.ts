/** 8340 -> "83.40 EUR", "83,40 EUR" in German. Cents in, never a float. */
export function formatPrice(cents: number, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency: "EUR",
    currencyDisplay: "code",
  }).format(cents / 100);
}
