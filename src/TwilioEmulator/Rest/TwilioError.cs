namespace TwilioEmulator.Rest;

/// <summary>An error in the shape of Twilio's API.</summary>
internal sealed class TwilioError(int status, int code, string message) : IResult
{
    public int Status { get; } = status;
    public int Code { get; } = code;
    public string Message { get; } = message;

    public static TwilioError BadRequest(int code, string message) => new(400, code, message);

    public static TwilioError NotFound(HttpContext context) =>
        new(404, 20404, $"The requested resource {context.Domain()?.Path ?? context.Request.Path} was not found");

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        var body = new
        {
            code = Code,
            message = Message,
            more_info = $"https://www.twilio.com/docs/errors/{Code}",
            status = Status,
        };
        return httpContext.Response.WriteAsJsonAsync(body, RestJson.Options);
    }
}
