package example.skerry.payments

enum class State { CREATED, AUTHORISED, CAPTURED, VOIDED, REFUNDED, FAILED }

data class Payment(
    val id: String,
    val amountCents: Long,
    val refundedCents: Long = 0,
    val state: State = State.CREATED,
) {
    init {
        require(amountCents > 0) { "amount must be positive" }
        require(refundedCents in 0..amountCents) { "refund exceeds payment" }
    }

    /** What may still be paid back. */
    val refundableCents: Long
        get() = if (state == State.CAPTURED) amountCents - refundedCents else 0
}
