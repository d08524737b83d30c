/** Nobody is woken for a timetable change. A cancelled sailing is another matter. */
export function mayDisturb(kind: "ticket" | "delay" | "cancellation", portHour: number): boolean {
  if (kind === "cancellation") return true;
  return portHour >= 7 && portHour < 22;
}
