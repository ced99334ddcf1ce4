using TwilioServer.Internal;

namespace TwilioServer.Tenants;

/// <summary>A refused change as a problem document.</summary>
internal static class StoreProblem
{
    public static Task WriteAsync(HttpContext context, Refused refused) =>
        Problem.WriteAsync(
            context,
            refused.Code switch
            {
                Refused.TenantUnknown or Refused.NumberUnknown => StatusCodes.Status404NotFound,
                Refused.NumberTaken or Refused.Outdated => StatusCodes.Status409Conflict,
                _ => StatusCodes.Status422UnprocessableEntity,
            },
            refused.Code,
            refused.Code switch
            {
                Refused.Contradiction => "The settings contradict themselves or the rules. Nothing was changed.",
                _ => refused.Problems[0],
            },
            refused.Code == Refused.Contradiction ? string.Join(' ', refused.Problems) : null
        );
}
