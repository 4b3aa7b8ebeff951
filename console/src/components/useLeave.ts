/** Leave a form after it was saved: the guard must have seen the clean state before the page changes. */
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";

export function useLeave(): { leave: (path: string) => void; isLeaving: boolean } {
  const navigate = useNavigate();
  const [path, setPath] = useState<string>();
  useEffect(() => {
    if (path !== undefined) void navigate(path);
  }, [path, navigate]);
  return { leave: setPath, isLeaving: path !== undefined };
}
