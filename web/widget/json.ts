/**
 * JSON as it would be without the page: libraries of old give arrays a toJSON
 * that makes texts of them. The holder still has the value itself.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, name) {
    return this[name];
  });
}
