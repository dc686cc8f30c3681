import { render } from "preact";
import { Console } from "./console.tsx";
import { errorText } from "./error-text.ts";
import { openSession } from "./session/session.ts";

const place = document.getElementById("console");
if (place !== null) {
  openSession().then(
    (session) => render(<Console session={session} />, place),
    (error: unknown) =>
      render(
        <p class="problem" role="alert">
          The page finds neither its project nor its functions: {errorText(error)}
        </p>,
        place,
      ),
  );
}
