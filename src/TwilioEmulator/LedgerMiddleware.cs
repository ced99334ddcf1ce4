using TwilioEmulator.Store;

namespace TwilioEmulator;

/// <summary>Holds each answer back until what the request did is in the ledger, on the disk.</summary>
internal sealed class LedgerMiddleware(RequestDelegate next, Ledger ledger)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (ledger.Path is not null)
            context.Response.OnStarting(ledger.FlushedAsync);
        return next(context);
    }
}
