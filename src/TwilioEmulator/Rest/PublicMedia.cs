using TwilioEmulator.Simulator;

namespace TwilioEmulator.Rest;

/// <summary>Serves the files of incoming texts. By default Twilio asks for no password there, so this stands before the one that does.</summary>
internal sealed class PublicMedia(RequestDelegate next, MediaStore media)
{
    public Task InvokeAsync(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && media.At(context.Request.Path) is { } file
            ? Results.Bytes(file.Content, file.ContentType).ExecuteAsync(context)
            : next(context);
}
