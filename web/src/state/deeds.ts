/**
 * The name that the OpenAPI document has for what an entry of the audit log asked for:
 * `POST /api/v1/jobs/{id}/cancel` is `postJobsIdCancel`.
 */
export function deedOf(action: string): string {
  const [method = '', path = ''] = action.split(' ')
  const words = path.replace(/^\/api\/v1/, '').match(/[A-Za-z0-9]+/g) ?? []
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}
